#!/bin/bash
rm -rf "${BACKUP_DIR:?}/"*
rm -rf "${1:?}/tmp"
rm -r ${RELEASE:?}/old
