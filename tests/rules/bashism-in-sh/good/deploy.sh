#!/bin/bash
if [[ $1 == prod ]]; then echo -e "production"; fi
hosts=(a b)
