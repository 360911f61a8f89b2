package net.example.harbour;

@SpringBootApplication
@EnableConfigServer
public class Settings {
  public static void main(String[] args) {
    SpringApplication.run(Settings.class, args);
  }
}
