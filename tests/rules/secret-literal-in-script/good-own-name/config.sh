#!/bin/bash
DESCRIPTION_OAUTH2_ID_TOKEN_WHITELIST_FIELDS="Fields of the token"
KEY_OAUTH2_ID_TOKEN_WHITELIST_FIELDS="oauth2-id-token-whitelist-fields"
