#!/bin/bash
mv a b
mv c d
