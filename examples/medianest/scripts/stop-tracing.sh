#!/bin/bash
docker rm -f jaeger-tracing
