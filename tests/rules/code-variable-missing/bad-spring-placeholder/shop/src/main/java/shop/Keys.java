package shop;

import org.springframework.beans.factory.annotation.Value;

class Keys {
    @Value("${shop.key}")
    private String key;
}
