#!/bin/bash
docker compose logs --tail 200 web > web.log
