#!/bin/bash
mkdir -p data/{postgres,redis}
