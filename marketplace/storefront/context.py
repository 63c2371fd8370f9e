def floor(request):
    return {}
