package org.example.shop;

public class ShopApplication {
  public static void main(String[] words) {}
}
