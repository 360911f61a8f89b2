#!/bin/sh
exec java -Xms256m -Xmx2g -jar /srv/app.jar
