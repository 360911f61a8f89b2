package org.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Desk {
  public static void main(String[] arguments) {
    SpringApplication.run(Desk.class, arguments);
  }
}
