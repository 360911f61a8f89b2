package org.example;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
@Path("/orders")
public class Orders {
  @GET
  public String all() { return "[]"; }
}
