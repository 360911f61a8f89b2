#!/bin/bash
total=0
((total++))
