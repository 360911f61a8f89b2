var builder = WebApplication.CreateBuilder(args);
var issuer = builder.Configuration["JwtSettings:ValidIssuer"];
builder.Build().Run();
