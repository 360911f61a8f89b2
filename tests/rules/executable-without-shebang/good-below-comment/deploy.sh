#!/bin/bash
# #!/bin/sh would not know arrays.
set -e
docker compose up -d
cat > probe.sh <<'EOF'
#!/bin/sh
exit 0
EOF
