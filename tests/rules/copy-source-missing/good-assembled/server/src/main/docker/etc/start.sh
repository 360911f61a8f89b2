#!/bin/sh
exec java -jar /opt/server.war
