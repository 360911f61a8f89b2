#!/bin/sh
tslint ./src/{,**/}*.ts
docker compose build
