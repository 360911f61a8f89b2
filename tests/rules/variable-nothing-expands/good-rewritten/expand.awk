{ gsub(/\$\{SHOP_DOMAIN\}/, ENVIRON["SHOP_DOMAIN"]); print }
