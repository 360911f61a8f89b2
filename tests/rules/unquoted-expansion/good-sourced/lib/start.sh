#!/bin/bash
source lib/names.sh
COPIES=copies/last
