import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Accounts {
  public static void main(String[] args) {
    SpringApplication.run(Accounts.class, args);
  }
}
