package org.example.shop

fun main() {}
