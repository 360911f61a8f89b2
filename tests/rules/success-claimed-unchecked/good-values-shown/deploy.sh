#!/bin/bash
VAULT=$(cat vault.txt)
CLIENT=$(cat client.txt)
if [ -z "$VAULT" ] || [ -z "$CLIENT" ]; then
  exit 1
fi
echo "✓ Vault is ready: $VAULT"
echo "✓ Client is ready: $CLIENT"
