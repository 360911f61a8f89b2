#!/bin/zsh
print ${(f)x} =(ls)
