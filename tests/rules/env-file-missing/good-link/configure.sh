#!/bin/sh
set -e
echo SHOP_VERSION=1.4.1 > shop.conf
