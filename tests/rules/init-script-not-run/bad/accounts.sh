#!/bin/sh
createuser reader
