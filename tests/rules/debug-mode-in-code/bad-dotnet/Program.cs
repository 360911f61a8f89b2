var app = WebApplication.CreateBuilder(args).Build();
app.UseDeveloperExceptionPage();
app.MapGet("/", () => "hello");
app.Run();
