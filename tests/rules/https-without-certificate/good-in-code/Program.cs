var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(tls => tls.ServerCertificate = Certificates.Own()));
var app = builder.Build();
app.MapGet("/", () => "up");
app.Run();
