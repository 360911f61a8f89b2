#!/bin/sh
docker exec -it app tool --privileged
docker run --privileged tool
