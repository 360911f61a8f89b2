#!/bin/bash
npm test > test-report.txt 2>&1
echo "Report: test-report.txt"
