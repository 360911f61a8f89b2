var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/dishes", () => "soup");
app.Run();
