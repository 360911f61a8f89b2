package desk;

class Language {
  void login(HttpServletResponse response, String token) {
    Cookie cookie = new Cookie("access_token", token);
    cookie.setHttpOnly(false);
    response.addCookie(cookie);
  }
}
