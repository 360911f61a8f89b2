#!/bin/sh
echo on
