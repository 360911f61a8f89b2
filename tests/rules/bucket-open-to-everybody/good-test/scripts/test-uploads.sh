#!/bin/bash
set -e
mc mb local/trial
mc anonymous set public local/trial
