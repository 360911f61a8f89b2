#!/bin/bash
echo certificates
