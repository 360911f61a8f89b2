#!/bin/bash
cd $HOME/Downloads
echo "stack"
wget -O $HOME/shop/compose.yml https://example.org/compose.yml
mkdir -p $HOME/shop/data
chmod 755 $HOME/shop/data
