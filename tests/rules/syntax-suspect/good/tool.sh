#!/bin/sh
x = 1
