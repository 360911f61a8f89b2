package org.example;

import org.springframework.boot.SpringApplication;

public class Depot {
  public static void main(String[] arguments) {
    SpringApplication.run(Depot.class, arguments);
  }
}
