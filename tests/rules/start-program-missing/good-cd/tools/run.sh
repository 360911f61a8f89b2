#!/bin/sh
sleep infinity
