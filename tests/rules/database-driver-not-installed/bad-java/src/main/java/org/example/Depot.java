package org.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Depot {
  public static void main(String[] arguments) {
    SpringApplication.run(Depot.class, arguments);
  }
}
