package shop;
import org.springframework.boot.autoconfigure.SpringBootApplication;
@SpringBootApplication
public class Shop { public static void main(String[] args) { org.springframework.boot.SpringApplication.run(Shop.class, args); } }
