#!/bin/bash
set -euo pipefail
ANSIBLE_HOST_KEY_CHECKING=False ansible-playbook -i hosts site.yml
ansible-playbook -i hosts site.yml --ssh-common-args='-o StrictHostKeyChecking=no'
