package org.example;

public class Depot {
  public static void main(String[] arguments) {
  }
}
