#!/bin/bash
# First certificate from Let's Encrypt, with a server that runs just for that.
set -e

if [ "$EUID" -ne 0 ]; then
    echo "needs root" >&2
    exit 1
fi

if [ ! -f .env ]; then
    echo "no .env" >&2
    exit 1
fi
export $(grep -v '^#' .env | xargs)

data=${DATA_PATH:-./data}
mkdir -p "$data/certbot/webroot" "$data/certbot/ssl" "${LOG_PATH:-./logs}/certbot"

cat > "$data/certbot/nginx-first.conf" <<'CONF'
events {}
http {
    server {
        listen 80;
        location /.well-known/acme-challenge/ { root /var/www/certbot; }
    }
}
CONF

docker run -d --name medianest-nginx-first -p 80:80 \
    -v "$data/certbot/webroot:/var/www/certbot:ro" \
    -v "$data/certbot/nginx-first.conf:/etc/nginx/nginx.conf:ro" \
    nginx:alpine
sleep 5

docker run --rm \
    -v "$data/certbot/webroot:/var/www/certbot" \
    -v "$data/certbot/ssl:/etc/letsencrypt" \
    certbot/certbot:latest certonly --webroot -w /var/www/certbot \
    --email "$CERTBOT_EMAIL" --agree-tos --no-eff-email --force-renewal \
    -d "$DOMAIN_NAME" -d "www.$DOMAIN_NAME"

if [ $? -ne 0 ]; then
    echo "no certificate; cleaning up" >&2
    docker rm -f medianest-nginx-first
    exit 1
fi

docker rm -f medianest-nginx-first

mkdir -p "$data/certbot/ssl/options-ssl-nginx.conf"
cat > "$data/certbot/ssl/options-ssl-nginx.conf" <<'CONF'
ssl_session_cache shared:le:10m;
ssl_protocols TLSv1.2 TLSv1.3;
CONF

echo "0 3 * * * root docker exec medianest-certbot certbot renew" > /etc/cron.d/medianest
echo "Certificate is ready"
