#!/bin/bash
exec sleep 3600
