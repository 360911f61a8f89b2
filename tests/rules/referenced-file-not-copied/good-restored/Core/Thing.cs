namespace Core; public class Thing {}
