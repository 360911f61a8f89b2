package net.example.harbour;

@Configuration
public class Security {
  @Bean
  SecurityFilterChain chain(HttpSecurity http) throws Exception {
    http.authorizeHttpRequests(rules -> rules.requestMatchers("/actuator/health").permitAll().anyRequest().authenticated());
    return http.build();
  }
}
