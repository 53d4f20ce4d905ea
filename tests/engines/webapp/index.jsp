<%--
What the tests ask of an application server. Parameters: raw = set-cookie lines for addHeader; made = name, value, path,
domain, max-age and flags for addCookie, separated by tabs; session = begin a session; status = 302, 404, 500 or "throw".
Texts are hexadecimal, latin-1. Without a package in front, Cookie is javax.servlet's or jakarta.servlet's.
--%><%@ page session="false" contentType="text/plain; charset=ISO-8859-1" trimDirectiveWhitespaces="true" %><%!
static String text(String hex) {
  StringBuilder text = new StringBuilder();
  for (int i = 0; i < hex.length(); i += 2) text.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
  return text.toString();
}
static String[] all(HttpServletRequest request, String name) {
  String[] values = request.getParameterValues(name);
  return values == null ? new String[0] : values;
}
%><%
for (String hex : all(request, "raw")) response.addHeader("Set-Cookie", text(hex));
for (String hex : all(request, "made")) {
  String[] parts = text(hex).split("\t", -1);
  Cookie cookie = new Cookie(parts[0], parts[1]);
  if (!parts[2].isEmpty()) cookie.setPath(parts[2]);
  if (!parts[3].isEmpty()) cookie.setDomain(parts[3]);
  if (!parts[4].isEmpty()) cookie.setMaxAge(Integer.parseInt(parts[4]));
  cookie.setSecure(parts[5].contains("s"));
  cookie.setHttpOnly(parts[5].contains("h"));
  response.addCookie(cookie);
}
if (request.getParameter("session") != null) {
  HttpSession session = request.getSession();
  out.println("session: " + session.getId());
  out.println("new: " + session.isNew());
  out.println("idle: " + session.getMaxInactiveInterval());
  Integer times = (Integer) session.getAttribute("times");
  session.setAttribute("times", times == null ? 1 : times + 1);
  out.println("times: " + session.getAttribute("times"));
}
out.println("cookie: " + request.getHeader("Cookie"));
out.println("url: " + response.encodeURL(request.getRequestURI()));
String status = request.getParameter("status");
if ("302".equals(status)) {
  response.setStatus(302);
  response.setHeader("Location", "/elsewhere");
} else if ("throw".equals(status)) throw new RuntimeException("as asked");
else if ("404".equals(status) || "500".equals(status)) response.sendError(Integer.parseInt(status));
%>
