"""Follows the links of one site, as Scrapy's tutorial does."""
import scrapy


class SiteSpider(scrapy.Spider):
    name = "site"

    def __init__(self, start, **more):
        super().__init__(**more)
        self.start_urls = [start]

    def parse(self, response):
        yield from response.follow_all(css="a", callback=self.parse)
