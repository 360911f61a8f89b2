var builder = WebApplication.CreateBuilder(args);
var traces = builder.Configuration.GetSection("Traces");
var app = builder.Build();
app.Run();
