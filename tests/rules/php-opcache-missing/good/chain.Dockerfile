FROM php:8.4-fpm AS extensions
RUN docker-php-ext-install opcache
FROM php:8.4-fpm AS settings
COPY --from=extensions /usr/local/lib/php/extensions/ /usr/local/lib/php/extensions/
FROM php:8.4-fpm
COPY --from=settings /usr/local/lib/php/extensions/ /usr/local/lib/php/extensions/
COPY app /var/www/html
