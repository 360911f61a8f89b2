#!/bin/bash
if true; then
	cat > app.conf <<-EOF
	port=8080
	EOF
    cat > other.conf <<'END'
EOF
END
fi
