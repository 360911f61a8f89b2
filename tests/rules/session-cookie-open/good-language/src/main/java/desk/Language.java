package desk;

class Language {
  void choose(HttpServletResponse response, String lang) {
    Cookie cookie = new Cookie("lang", lang);
    cookie.setHttpOnly(false);
    response.addCookie(cookie);
  }
}
